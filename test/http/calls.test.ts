import { expectTypeOf, it } from "vitest";
import { call } from "../../dashboard/api/call.ts";

it("the dashboard's calls have the types of the routes' schemas (tsc is what fails here)", () => {
  const put = call<"PUT /v1/screens/:name">;
  type Put = Parameters<typeof put>[1];
  expectTypeOf<{ params: { name: "hall" }; body: { scene: "calls" } }>().toExtend<Put>();
  expectTypeOf<{ params: { name: "hall" }; body: { scene: "nix" } }>().not.toExtend<Put>();
  expectTypeOf<{ body: { scene: "calls" } }>().not.toExtend<Put>();

  const list = call<"GET /v1/screens">;
  expectTypeOf<Parameters<typeof list>>().toEqualTypeOf<[name: "GET /v1/screens"]>();
  type Listed = Extract<Awaited<ReturnType<typeof list>>, { ok: true }>["answer"];
  expectTypeOf<Listed["screens"][number]["frozen"]>().toEqualTypeOf<boolean>();

  const remove = call<"DELETE /v1/screens/:name">;
  type Removed = Extract<Awaited<ReturnType<typeof remove>>, { ok: true }>["answer"];
  expectTypeOf<Removed>().toEqualTypeOf<undefined>();
});
