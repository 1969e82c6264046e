// Signs a user token for the chat: APP_EXAMPLE_SECRET=… node sign.mjs https://HOST 7912345678. Needs nothing but Node.
import { createHmac, randomBytes } from 'node:crypto';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token for the user who is logged in with us; the page gives it to TroLyBHXH.setToken(). */
export function sign(audience, bhxhCode) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'app.example.vn', aud: audience, iat: now, exp: now + 300, jti: randomBytes(16).toString('base64url'), bhxh_code: bhxhCode,
  };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  const signature = createHmac('sha256', process.env.APP_EXAMPLE_SECRET).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}

console.log(sign(...process.argv.slice(2)));
