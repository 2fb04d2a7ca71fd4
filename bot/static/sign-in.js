"use strict";

// A sign-in link carries its code behind "#": it reaches this page and no log, and a preview of the link spends nothing.
const code = decodeURIComponent(location.hash.slice(1));
if (code) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("code").value = code;
  document.getElementById("sign-in").requestSubmit();
}
