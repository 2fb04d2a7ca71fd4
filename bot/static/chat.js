"use strict";

const POLL_MS = 3000;
const LONGEST_PAUSE_MS = 30000;
const TYPING_MS = 20000;
const START = "0".repeat(19);

const byId = (id) => document.getElementById(id);
const scroller = byId("scroll"), log = byId("log"), typing = byId("typing"), older = byId("older");
const down = byId("down"), unreadShown = byId("unread"), connection = byId("connection");
const composer = byId("composer"), text = byId("text"), menu = byId("menu");

const shown = new Map(); // number, or the id of an own message that is still under way -> its element
const stored = new Set(); // ids of own messages that are on record
const place = { mine: START, theirs: START }; // how far this page has read
let oldest = null; // the number of the first line shown
let unsent = []; // own messages the server has not confirmed, oldest first: {id, text | press, label, writtenAt}
let sending = false;
let unread = 0;
let typingTimer = 0;

// --- lines ---------------------------------------------------------------------------------------

const zone = "Asia/Ho_Chi_Minh";
const dayOf = new Intl.DateTimeFormat("vi-VN", { timeZone: zone, day: "2-digit", month: "2-digit", year: "numeric" });
const hourOf = new Intl.DateTimeFormat("vi-VN", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
}

function lineElement(line) {
  const item = element("li", line.mine ? "mine" : "theirs");
  item.dataset.number = line.number ?? "";
  item.dataset.day = dayOf.format(new Date(line.at));
  const bubble = element("div", "bubble");
  bubble.append(element("span", "hidden", line.mine ? "Bạn: " : "Trợ lý: "), line.text ?? "");
  const time = element("time", "", hourOf.format(new Date(line.at)));
  time.dateTime = line.at;
  if (line.file) bubble.append(fileElement(line.file));
  bubble.append(time);
  item.append(bubble);
  if (line.buttons?.length) item.append(choicesElement(line.buttons));
  return item;
}

function fileElement({ name, is_picture: isPicture, address }) {
  if (!address) return element("span", "file gone", `${name} (đã xóa)`);
  const link = element("a", "file", isPicture ? undefined : `Tải về: ${name}`);
  link.href = address;
  link.download = name;
  if (!isPicture) return link;
  const picture = element("img");
  picture.src = link.href;
  picture.alt = `Hình: ${name}. Bấm để tải về.`;
  picture.addEventListener("load", () => {
    if (isNearEnd(picture.offsetHeight)) toEnd();
  });
  picture.addEventListener("error", () => link.replaceWith(element("span", "file gone", `${name} (đã xóa)`)));
  link.append(picture);
  return link;
}

function choicesElement(buttons) {
  const group = element("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Chọn cách trả lời");
  for (const { label, token } of buttons) {
    const button = element("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => {
      send({ press: token, label });
      text.focus({ preventScroll: true });
    });
    group.append(button);
  }
  return group;
}

/** Put a line where its number belongs; what is still under way stays at the end. */
function show(line) {
  if (shown.has(line.number)) return false;
  if (line.mine) {
    stored.add(line.mine);
    shown.get(line.mine)?.remove(); // the same message, shown when it was sent
    shown.delete(line.mine);
  }
  const item = lineElement(line);
  shown.set(line.number, item);
  let before = null;
  for (let next = log.lastElementChild; next; next = next.previousElementSibling) {
    if (next.dataset.number && next.dataset.number < line.number) break;
    before = next;
  }
  log.insertBefore(item, before);
  if (oldest === null || line.number < oldest) oldest = line.number;
  return true;
}

function showDays() {
  for (const old of log.querySelectorAll("li.day")) old.remove();
  const today = dayOf.format(new Date());
  let day = null;
  for (const item of log.querySelectorAll("li[data-day]")) {
    if (item.dataset.day === day) continue;
    day = item.dataset.day;
    const mark = element("li", "day");
    mark.append(element("span", "", day === today ? "Hôm nay" : day));
    log.insertBefore(mark, item);
  }
}

function isNearEnd(distance) {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80 + distance;
}

function isAtEnd() {
  return isNearEnd(0);
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
}

/** Take in what is on record; the first time it is history, later it is news. */
function takeIn(news, { isHistory = false } = {}) {
  const wasAtEnd = isAtEnd();
  const fresh = news.lines.filter(show);
  place.mine = news.mine > place.mine ? news.mine : place.mine;
  place.theirs = news.theirs > place.theirs ? news.theirs : place.theirs;
  if (!fresh.length) return;
  showDays();
  const replies = fresh.filter((line) => !line.mine);
  if (!isHistory) showTyping(fresh.at(-1).mine !== undefined);
  if (wasAtEnd || isHistory) toEnd();
  if (replies.length && !isHistory && (document.hidden || !wasAtEnd)) countUnread(replies);
  else remember();
}

// --- unread --------------------------------------------------------------------------------------

function countUnread(replies) {
  if (!unread) {
    log.querySelector("li.fresh")?.remove();
    const mark = element("li", "fresh", "Tin mới");
    log.insertBefore(mark, shown.get(replies[0].number));
  }
  unread += replies.length;
  showUnread();
}

function showUnread() {
  document.title = unread ? `(${unread}) Trợ lý chi bộ` : "Trợ lý chi bộ";
  unreadShown.textContent = unread || "";
  down.setAttribute("aria-label", unread ? `Xuống cuối, ${unread} tin mới` : "Xuống cuối");
  down.hidden = isAtEnd();
  if (unread) navigator.setAppBadge?.(unread).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
}

/** Somebody looks at the end of the chat: everything is read. */
function remember() {
  if (document.hidden || !isAtEnd()) return;
  unread = 0;
  localStorage.setItem("read", place.theirs);
  showUnread();
}

scroller.addEventListener("scroll", () => (isAtEnd() ? remember() : showUnread()), { passive: true });
document.addEventListener("visibilitychange", remember);
down.addEventListener("click", () => {
  toEnd();
  text.focus();
});

// --- sending -------------------------------------------------------------------------------------

function showTyping(isTyping) {
  clearTimeout(typingTimer);
  const wasAtEnd = isAtEnd();
  typing.hidden = !isTyping;
  if (isTyping) typingTimer = setTimeout(() => showTyping(false), TYPING_MS);
  if (wasAtEnd) toEnd();
}

function keepUnsent() {
  sessionStorage.setItem("unsent", JSON.stringify(unsent));
}

function showUnderWay(message) {
  const item = lineElement({ mine: message.id, at: new Date(message.writtenAt).toISOString(), text: message.text ?? message.label, file: message.file });
  item.querySelector("time").textContent = "đang gửi…";
  shown.set(message.id, item);
  log.append(item);
  showDays();
  toEnd();
}

function send(content) {
  const message = { id: crypto.getRandomValues(new Uint32Array(4)).join("-"), writtenAt: Date.now(), ...content };
  unsent.push(message);
  keepUnsent();
  showUnderWay(message);
  sendAll();
}

function mark(id, words) {
  const time = shown.get(id)?.querySelector("time");
  if (time) time.textContent = words;
}

/** Send what waits, in order, each until the server has confirmed it. */
async function sendAll() {
  if (sending) return;
  sending = true;
  try {
    while (unsent.length) {
      const { id, text, press, writtenAt } = unsent[0];
      const age = Math.min(Math.max(0, (Date.now() - writtenAt) / 1000), 7 * 86400);
      const answer = await ask("messages", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ id, age, ...(press ? { press } : { text }) }),
      });
      const isRefused = answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status);
      if (!answer.ok && !isRefused) throw new Error(`status ${answer.status}`);
      unsent.shift();
      keepUnsent();
      mark(id, isRefused ? "không gửi được" : "đã gửi");
      if (!isRefused && !stored.has(id)) showTyping(true);
    }
  } catch {
    for (const { id } of unsent) mark(id, "chưa gửi được, sẽ tự gửi lại");
    setTimeout(sendAll, POLL_MS);
  } finally {
    sending = false;
  }
}

// --- files ---------------------------------------------------------------------------------------

const MOST_BYTES = 10 * 1024 * 1024;
const REFUSED = {
  403: "Bạn chưa được phân công đơn vị nào nên chưa gửi tệp được.",
  413: "Tệp lớn quá 10 MB.",
  415: "Không nhận loại tệp này. Hãy gửi ảnh (JPG, PNG, WebP), PDF, Excel .xlsx hoặc .csv.",
  429: "Gửi nhiều tệp quá. Xin chờ một phút.",
};
const chooser = byId("file"), dropZone = byId("drop");

function sendFiles(files) {
  let caption = text.value.trim();
  text.value = "";
  fitText();
  for (const file of files) {
    const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const name = (file.name || "anh.png").slice(-200);
    showUnderWay({ id, writtenAt: Date.now(), text: caption, file: { name, is_picture: false, address: null } });
    upload({ id, name, caption, file });
    caption = "";
  }
}

/** Send one file; what fails for want of a network can be sent again, once more under the same id. */
function upload(message) {
  const { id, name, caption, file } = message;
  const item = shown.get(id), bubble = item.querySelector(".bubble"), bar = element("progress");
  bubble.querySelector(".file").textContent = name;
  if (file.size > MOST_BYTES) return mark(id, REFUSED[413]);
  bubble.append(bar);
  mark(id, "đang gửi…");
  const request = new XMLHttpRequest(); // fetch tells nothing of how far it has come
  request.open("POST", `uploads?${new URLSearchParams({ id, name, caption })}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.timeout = 150000;
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.max = total;
    bar.value = loaded;
  });
  request.addEventListener("loadend", () => {
    bar.remove();
    if (request.status === 200) {
      mark(id, "đã gửi");
      if (!stored.has(id)) showTyping(true);
    } else if (request.status === 401) goToSignIn();
    else if (REFUSED[request.status]) mark(id, REFUSED[request.status]);
    else offerAgain(message, bubble);
  });
  request.send(file);
}

function offerAgain(message, bubble) {
  mark(message.id, "chưa gửi được");
  const again = element("button", "again", "Gửi lại");
  again.type = "button";
  again.addEventListener("click", () => {
    again.remove();
    upload(message);
  });
  bubble.append(again);
}

byId("attach").addEventListener("click", () => chooser.click());
chooser.addEventListener("change", () => {
  sendFiles([...chooser.files]);
  chooser.value = "";
  text.focus();
});
text.addEventListener("paste", (event) => {
  if (!event.clipboardData.files.length) return;
  event.preventDefault();
  sendFiles([...event.clipboardData.files]);
});
document.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  dropZone.hidden = false;
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) dropZone.hidden = true;
});
document.addEventListener("drop", (event) => {
  dropZone.hidden = true;
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  sendFiles([...event.dataTransfer.files]);
});

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const written = text.value.trim();
  if (!written) return;
  text.value = "";
  fitText();
  send({ text: written });
  text.focus();
});
text.addEventListener("keydown", (event) => {
  // A Telex or VNI keyboard ends a word with Enter as well: that is not sending.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});
text.addEventListener("input", fitText);

function fitText() {
  text.style.height = "auto";
  text.style.height = `${Math.max(44, text.scrollHeight + 2)}px`;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (menu.open && !menu.contains(event.target)) menu.open = false;
});
menu.addEventListener("submit", () => {
  sessionStorage.clear();
  localStorage.removeItem("read");
});

// --- news: pushed through a socket, asked for while there is none -------------------------------

function goToSignIn() {
  sessionStorage.clear();
  location.replace("sign-in");
}

async function ask(path, options) {
  const answer = await fetch(path, { signal: AbortSignal.timeout(15000), ...options });
  if (answer.status === 401) {
    goToSignIn();
    await new Promise(() => {}); // the page is on its way out
  }
  return answer;
}

function showConnection(words) {
  if (connection.textContent !== words) connection.textContent = words;
}

let socket = null;
let failures = 0;
let asking = 0;

function listen() {
  const address = new URL(`socket?${new URLSearchParams(place)}`, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    failures = 0;
    clearTimeout(asking);
    asking = 0;
    showConnection("Đang trực tuyến");
    sendAll();
  });
  socket.addEventListener("message", (event) => takeIn(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    if (event.code === 4401) return goToSignIn();
    socket = null;
    failures += 1;
    if (!asking) askForNews();
    setTimeout(listen, Math.min(1000 * 2 ** (failures - 1), LONGEST_PAUSE_MS));
  });
}

async function askForNews() {
  asking = -1;
  try {
    const answer = await ask(`news?${new URLSearchParams(place)}`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    takeIn(await answer.json());
    showConnection("Đang trực tuyến");
    sendAll();
  } catch {
    showConnection("Mất kết nối. Tin bạn viết sẽ được gửi khi có mạng lại.");
  }
  asking = socket?.readyState === WebSocket.OPEN ? 0 : setTimeout(askForNews, POLL_MS);
}

function lookAgain() {
  if (socket?.readyState !== WebSocket.OPEN) {
    clearTimeout(asking);
    askForNews();
  }
}

addEventListener("online", lookAgain);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !asking) askForNews(); // a phone that slept may hold a socket that is dead
});
addEventListener("offline", () => {
  showConnection("Mất kết nối. Tin bạn viết sẽ được gửi khi có mạng lại.");
  socket?.close();
});

// --- history -------------------------------------------------------------------------------------

older.addEventListener("click", async () => {
  const answer = await ask(`history?before=${oldest}`);
  if (!answer.ok) return;
  const page = await answer.json();
  const height = scroller.scrollHeight, top = scroller.scrollTop;
  page.lines.forEach(show);
  older.hidden = !page.more;
  showDays();
  scroller.scrollTop = top + scroller.scrollHeight - height;
});

async function start() {
  for (;;) {
    try {
      const answer = await ask("history");
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const page = await answer.json();
      const read = localStorage.getItem("read");
      log.setAttribute("aria-live", "off"); // a screen reader is not read the whole history
      takeIn(page, { isHistory: true });
      older.hidden = !page.more;
      const missed = read ? page.lines.filter((line) => !line.mine && line.number > read) : [];
      if (missed.length) countUnread(missed);
      setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
      break;
    } catch {
      showConnection("Mất kết nối. Đang thử lại…");
      await new Promise((resume) => setTimeout(resume, POLL_MS));
    }
  }
  unsent = JSON.parse(sessionStorage.getItem("unsent") ?? "[]").filter(({ id }) => !stored.has(id));
  for (const message of unsent) if (!shown.has(message.id)) showUnderWay(message); // typed before the history came
  listen();
  remember();
  if (matchMedia("(pointer: fine)").matches) text.focus();
}

start();
