// A real OpenID provider for the tests: the certified `oidc-provider`, on loopback. Whoever signs in as NAME is the
// person with `sub` "sub-NAME" and `pid` NAME, and tells a name and an e-mail that Kuea must not keep.
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "kuea",
    client_secret: "a-secret-of-the-tests-alone",
    redirect_uris: [redirect],
    grant_types: ["authorization_code"],
    response_types: ["code"],
  }],
  claims: { openid: ["sub"], pid: ["pid"], profile: ["name"], email: ["email"] },
  scopes: ["openid", "pid", "profile", "email"],
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["of the tests alone"] },
  async findAccount(_context, name) {
    return {
      accountId: name,
      claims: async () => ({ sub: `sub-${name}`, pid: name, name: "นายอย่า เก็บไว้", email: "never@example.org" }),
    };
  },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
