// An identity provider with people who agree to everything at once. What it does next is said by POST /control.
import { createServer } from "node:http";
import { once } from "node:events";
import { SignJWT, decodeJwt, exportJWK, generateKeyPair, importJWK } from "jose";
import Provider from "oidc-provider";

const control = { account: "siti", nip: null, tamper: {}, alg: "RS256", expired: false };
const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;
let current;

async function start() {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), use: "sig", alg: "RS256" };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "simpul",
        client_secret: "a secret that only both know",
        redirect_uris: ["http://simpul.test/signin/oidc/pegawai/callback", "http://simpul.test/signin/oidc/kunci/callback"],
      },
    ],
    claims: { openid: ["sub", "nip", "employee"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["of tests"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...control.claims }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [key] },
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    ttl: { IdToken: 300, AccessToken: 300, Interaction: 300, Session: 300, Grant: 300, AuthorizationCode: 60 },
  });
  provider.use(async (context, next) => {
    await next();
    if (context.path === "/token" && context.body?.id_token) {
      context.body.id_token = await tampered(context.body.id_token, key);
    }
  });
  current = { provider, callback: provider.callback() };
}

// The token anew, signed by the provider's own key, with other claims, another header or another algorithm.
async function tampered(token, key) {
  const { claims, header, stranger } = control.tamper;
  if (!claims && !header && !stranger) return token;
  const signing = stranger ? (await generateKeyPair("RS256")).privateKey : await importJWK(key, "RS256");
  const body = Object.fromEntries(Object.entries({ ...decodeJwt(token), ...claims }).filter(([, value]) => value !== null));
  if (header?.alg === "none") {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "none" })}.${part(body)}.`;
  }
  if (header?.alg === "HS256") {
    const secret = new TextEncoder().encode("a secret that only both know".padEnd(32));
    return new SignJWT(body).setProtectedHeader({ alg: "HS256" }).sign(secret);
  }
  return new SignJWT(body).setProtectedHeader({ alg: "RS256", kid: key.kid, ...header }).sign(signing, { crit: { exp: true } });
}

async function read(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

server.on("request", async (request, response) => {
  if (request.url === "/control") {
    const { rotate, ...changes } = await read(request);
    Object.assign(control, { claims: {}, tamper: {} }, changes);
    if (rotate) await start();
    response.end("{}");
  } else if (request.url.startsWith("/interaction/")) {
    await current.provider.interactionFinished(request, response, { login: { accountId: control.account } });
  } else {
    current.callback(request, response);
  }
});

await start();
console.log(issuer);
