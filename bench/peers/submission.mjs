// A complaint stored by hand: one transaction that leaves the same rows as the service's mutation.
import { createCipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ROLE = "CITIZEN";
// Of the key that access codes are derived with.
const KEY_VERSION = 1;
const DAY = 86_400_000;
const OFFSET = 7 * 3_600_000;
const CODE_BYTES = 10;
const CODE_LENGTH = 16;
const CODE_GROUP = /.{4}(?=.)/g;
const SERIAL_LENGTH = 6;
const FRIDAY = 5;

const readStatement = (name) => readFileSync(new URL(`../statements/${name}.sql`, import.meta.url), "utf8");
const CATEGORY = `
  SELECT c.id, c.code, c.unit_id, c.resolve_working_days, (SELECT json_agg(h.day) FROM holidays h) AS holidays
  FROM categories c
  WHERE c.id = $1`;
const SUBMIT = readStatement("submit");
const RECALL = readStatement("recall");

const secret = Buffer.from(process.env.SIMPUL_SECRET);
const contactKey = Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(32), "contacts of reporters", 32));

const sign = (...parts) => parts.reduce((mac, part) => mac.update(part), createHmac("sha256", secret)).digest();

function createKey(now) {
  const key = randomBytes(16);
  key.writeUIntBE(now, 0, 6);
  key[6] = (key[6] & 0x0f) | 0x70;
  key[8] = (key[8] & 0x3f) | 0x80;
  return key;
}

const formatKey = (key) => key.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

function write(number, length) {
  let text = "";
  for (let place = length - 1; place >= 0; place -= 1) text += SYMBOLS[Number((number >> BigInt(5 * place)) & 31n)];
  return text;
}

function deriveAccessCode(key) {
  const digest = sign("access code of ", key).subarray(0, CODE_BYTES).toString("hex");
  return write(BigInt(`0x${digest}`), CODE_LENGTH).replace(CODE_GROUP, "$&-");
}

function formatTicket(now, key) {
  const day = new Date(now + OFFSET).toISOString().slice(2, 10).replaceAll("-", "");
  return `KM-${day}-${write(BigInt(key.readUInt32BE(12)), SERIAL_LENGTH)}`;
}

// The end of office hours on the n-th working day after the day of `now`, by the clock in Jakarta.
function addWorkingDays(now, days, holidays) {
  const works = (day) => ![0, 6].includes(day.getUTCDay()) && !holidays.includes(day.toISOString().slice(0, 10));
  let day = new Date(Math.floor((now + OFFSET) / DAY) * DAY);
  for (let left = days; left > 0 || !works(day); left -= works(day) ? 1 : 0) day = new Date(day.getTime() + DAY);
  const end = day.getUTCDay() === FRIDAY ? "16:30:00" : "16:00:00";
  return `${day.toISOString().slice(0, 10)}T${end}+07:00`;
}

function encrypt(secret, bound, plain) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", secret, nonce).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

// A text encrypted by a key of its case, and that key encrypted by ours.
function seal(key, text) {
  const secret = randomBytes(32);
  const sealed = encrypt(secret, Buffer.alloc(0), JSON.stringify(text)).toString("base64");
  return [`\u0001${sealed}`, encrypt(contactKey, key, secret)];
}

// Stores a complaint through `query`, a function of a prepared statement within the caller's transaction.
export async function submitComplaint(query, input) {
  const [category] = await query({ name: "category", text: CATEGORY, values: [input.category] });
  const now = Date.now();
  const key = createKey(now);
  const ticket = formatTicket(now, key);
  const days = category.resolve_working_days;
  const dueAt = days === null ? null : addWorkingDays(now, days, category.holidays ?? []);
  const id = formatKey(key);
  const accessCode = deriveAccessCode(key);
  const bound = sign(`reporter's key submitComplaint:${input.idempotencySecret}:${input.idempotencyKey}`).toString("hex");
  const [description, kept] = seal(key, input.description);
  const values = [
    ROLE,
    bound,
    sign(JSON.stringify(input)),
    id,
    JSON.stringify({ dueAt, key: KEY_VERSION }),
    ticket,
    category.id,
    sign(`${ticket}:${accessCode}`),
    new Date(now).toISOString(),
    dueAt,
    description,
    category.unit_id,
    encrypt(contactKey, key, JSON.stringify(input.contact)),
    JSON.stringify({ topic: "complaint", id }),
    JSON.stringify({ category: { id: category.id, code: category.code }, ...(dueAt && { dueAt }) }),
    kept,
  ];
  const stored = await query({ name: "submit", text: SUBMIT, values });
  if (stored.length === 1) return { ticket, dueAt, accessCode };
  const [earlier] = await query({ name: "recall", text: RECALL, values: [ROLE, bound] });
  return { ticket: earlier.ticket, ...earlier.answer, accessCode: deriveAccessCode(Buffer.from(earlier.subject_id.replaceAll("-", ""), "hex")) };
}
