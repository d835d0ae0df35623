/** Vendors' stand-ins in a process of their own, so that their listening takes no time of who is measured. */
import { vendors as allVendors, type VendorAccesses } from "@zvon/contract/speech.ts";
import { accessOf, standIns } from "@zvon/stand-ins/src/all.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { learnLines } from "@zvon/stand-ins/src/known-lines.ts";
import type { StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import type { FromVendors, ToVendors } from "./vendor-messages.ts";

const running = new Map<string, StandIn>();
const tell = (message: FromVendors) => process.send?.(message);

async function start({ vendors, lines }: Extract<ToVendors, { type: "start" }>): Promise<void> {
  const mouth = await createMouth();
  const ears = createEars();
  await learnLines(ears, mouth, lines);
  const accesses: VendorAccesses = {};
  for (const name of allVendors) {
    const [latency, offered] = [vendors[name], standIns[name]];
    if (!latency) continue;
    if (!offered) throw new Error(`there is no stand-in for ${name}`);
    const standIn = await (await offered.load())({ ears, mouth, latency });
    running.set(name, standIn);
    accesses[name] = accessOf(offered, standIn);
  }
  tell({ type: "started", accesses });
}

process.on("message", (message: ToVendors) => {
  switch (message.type) {
    case "start":
      return void start(message);
    case "fault":
      running.get(message.vendor)?.fault(message.fault);
      return void tell({ type: "planned" });
    case "bill":
      return void tell({ type: "bill", lines: [...running.values()].flatMap((standIn) => standIn.bill()), connections: [...running.values()].reduce((sum, standIn) => sum + standIn.connections(), 0) });
  }
});
process.on("disconnect", () => process.exit(0));
