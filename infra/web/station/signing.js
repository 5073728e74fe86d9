// The partner's key and its detached signatures (RFC 7515, appendix F): ES256 for P-256 keys, EdDSA for Ed25519.
const KINDS = {
  "P-256": { alg: "ES256", key: { name: "ECDSA", namedCurve: "P-256" }, sign: { name: "ECDSA", hash: "SHA-256" } },
  Ed25519: { alg: "EdDSA", key: { name: "Ed25519" }, sign: { name: "Ed25519" } },
};

export class BadKey extends Error {}

const inBase64Url = (bytes) => {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

export async function importKey(text) {
  let jwk;
  try {
    jwk = JSON.parse(text);
  } catch {
    throw new BadKey("key_bad");
  }
  const kind = KINDS[jwk?.crv];
  if (!kind || !jwk.d || !jwk.kid) throw new BadKey("key_bad");
  const { kty, crv, x, y, d } = jwk;
  try {
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y, d }, kind.key, false, ["sign"]);
    return { key, kid: jwk.kid, crv: jwk.crv };
  } catch (error) {
    throw new BadKey(error.name === "NotSupportedError" ? "key_unsupported" : "key_bad");
  }
}

export async function sign(bytes, { key, kid, crv }) {
  const kind = KINDS[crv];
  const header = inBase64Url(new TextEncoder().encode(JSON.stringify({ alg: kind.alg, kid })));
  const input = new TextEncoder().encode(`${header}.${inBase64Url(bytes)}`);
  return `${header}..${inBase64Url(await crypto.subtle.sign(kind.sign, key, input))}`;
}
