import { z } from "zod";
import { faultNames, listFaults, setFault } from "@/lib/sandbox/faults";
import { json, jsonPost, route } from "@/lib/sandbox/gate";

const order = z.object({ name: z.enum(faultNames), on: z.boolean(), sticky: z.boolean().default(false) });

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = route({
  POST: jsonPost(order, async ({ name, on, sticky }) => {
    await setFault(name, on, sticky);
    return json({ ok: true, faults: await listFaults() });
  }),
});
