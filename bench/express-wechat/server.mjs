// Express with the npm package `wechat`, doing what the shop's endpoint does: check, parse, and in safe mode decrypt a
// message, see in the database that it is new, answer a keyword, and keep the answer for when it comes again. A copy of
// this folder with its packages is made inside the project, so that better-sqlite3 is the shop's.
import Database from "better-sqlite3";
import express from "express";
import wechat from "wechat";

const { PORT, MESSAGES_DATABASE, TOKEN, AES_KEY, APPID } = process.env;

const database = new Database(MESSAGES_DATABASE);
// As the shop has it: lib/sqlite-adapter.ts
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");
database.exec("CREATE TABLE IF NOT EXISTS messages (key TEXT PRIMARY KEY, reply TEXT, at INTEGER)");
const claim = database.prepare("INSERT OR IGNORE INTO messages (key, at) VALUES (?, ?)");
const find = database.prepare("SELECT reply FROM messages WHERE key = ?");
const keep = database.prepare("UPDATE messages SET reply = ? WHERE key = ?");

function answer(message, _req, res) {
  const key = `${message.FromUserName}:${message.MsgId}`;
  if (claim.run(key, Date.now()).changes === 0) return res.reply(find.get(key).reply);
  const reply = message.Content === "你好" ? "你好，欢迎来到月光宝石！" : "";
  keep.run(reply, key);
  return res.reply(reply);
}

const app = express();
app.get("/", (_req, res) => res.send("ready"));
app.use("/plain", wechat({ token: TOKEN, appid: APPID }).text(answer).middlewarify());
app.use("/safe", wechat({ token: TOKEN, appid: APPID, encodingAESKey: AES_KEY }).text(answer).middlewarify());
app.listen(Number(PORT));
