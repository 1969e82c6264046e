// Looks for a number that, hashed behind the token (SHA-256), begins with so many zero bits.
const AT_ONCE = 512;

onmessage = async ({ data: { token, bits } }) => {
  const text = new TextEncoder();
  const begins = async (number) => {
    const digest = await crypto.subtle.digest("SHA-256", text.encode(`${token}:${number}`));
    return new DataView(digest).getUint32(0) >>> (32 - bits) === 0;
  };
  for (let first = 0; ; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, more) => first + more);
    const right = await Promise.all(numbers.map(begins));
    if (right.includes(true)) {
      postMessage(String(numbers[right.indexOf(true)]));
      return;
    }
  }
};
