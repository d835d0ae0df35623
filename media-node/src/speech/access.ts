/** By whose key and by which way a vendor is reached: the tenant's own, else the platform's. */
import { createHash } from "node:crypto";
import { printedAccess, vendorSchema, type VendorAccess, type VendorAccesses } from "@zvon/contract/speech.ts";
import { ProviderError } from "../audio/provider-error.ts";
import type { Net } from "../net/net.ts";

export interface Reach {
  access: VendorAccess;
  net: Net;
  /** Tells keys apart without telling them: `platform`, or a digest of the tenant's access. */
  by: string;
}

/** @param nets `guarded` refuses private addresses: what a tenant wrote may name any host */
export function createReach(platform: VendorAccesses, nets: { open: Net; guarded: Net }) {
  const own = (access: VendorAccess): Reach => ({ access, net: nets.guarded, by: createHash("sha256").update(printedAccess(access)).digest("hex").slice(0, 16) });
  return {
    ofTenant: own,
    /** @throws ProviderError `misconfigured` without a key. */
    of(provider: string, tenant: VendorAccesses): Reach {
      const vendor = vendorSchema.parse(provider);
      const [theirs, ours] = [tenant[vendor], platform[vendor]];
      if (theirs) return own(theirs);
      if (ours) return { access: ours, net: nets.open, by: "platform" };
      throw new ProviderError(`there is no key for ${provider}: add one under vendor keys, or ask the platform's admin for one (ZVON_VENDORS)`, { code: "misconfigured", retryable: false });
    },
  };
}
