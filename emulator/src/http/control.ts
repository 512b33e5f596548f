import { advance, checkedSpeed, now, setSpeed, timestamp } from "../clock";
import { collectionPath, commit, type Gateway, keepTime, own, putBehind, reset, restore, snapshot } from "../gateway";
import { coverage, kinds } from "../kinds/kinds";
import { checkedName } from "../kinds/name";
import { changeSettings, type SettingsChange, settingMeanings } from "../settings";
import { remove, type StoredObject } from "../store/store";
import { read, readAll } from "../world";
import { blanked } from "./blanked";
import { addFault, type FaultRule, removeFaults, shown } from "./faultRule";
import { clear, entries } from "./journal";
import { json, parseJson, type Reply } from "./reply";

type Control = (gateway: Gateway, query: URLSearchParams, body: Record<string, unknown>) => unknown;

const clockOf = ({ world }: Gateway) => ({ now: timestamp(now(world.clock)), speed: world.clock.speed });

/** What the emulator offers about itself, beside the API: `/__emulator/…`. */
const controls: Record<string, Control> = {
  "GET journal": ({ journal }, query) => ({ entries: entries(journal, Object.fromEntries(query)) }),
  "DELETE journal": ({ journal }) => clear(journal),
  "GET faults": ({ world }) => ({ faults: world.faults.map(shown) }),
  "POST faults": ({ world }, _query, body) => ({ id: addFault(world.faults, body as unknown as FaultRule) }),
  "DELETE faults": ({ world }, query) => {
    const id = query.get("id") ?? undefined;
    const ids = world.faults.map((fault) => fault.id);
    if (id !== undefined && !ids.includes(id))
      throw new Error(
        `no fault rule has the id "${id}": there ${ids.length === 0 ? "is none" : `are ${ids.join(", ")}`}`,
      );
    removeFaults(world.faults, id);
  },
  "GET clock": clockOf,
  "POST clock": (gateway, _query, { advance: duration, speed, ...rest }) => {
    const [unknown] = Object.keys(rest);
    if (unknown !== undefined) throw new Error(`unknown property "${unknown}": there are advance, speed`);
    if (speed !== undefined) checkedSpeed(speed);
    if (duration !== undefined) advance(gateway.world.clock, duration as string | number);
    if (speed !== undefined) setSpeed(gateway.world.clock, speed as number);
    keepTime(gateway);
    return clockOf(gateway);
  },
  "GET settings": ({ world }, query) => (query.get("describe") === "true" ? settingMeanings : world.settings),
  "PATCH settings": ({ world }, _query, body) => {
    changeSettings(world.settings, body as SettingsChange);
    return world.settings;
  },
  "GET objects": (gateway, query) => ({ objects: objectsOf(gateway, query.get("collection"), query.get("account")) }),
  "GET object": ({ world }, query) => {
    const object = read(world, query.get("name") ?? "") ?? {};
    return query.get("blanked") === "true" ? blanked(object, String(query.get("name"))) : object;
  },
  "PUT objects": (gateway, _query, body) => putBehind(gateway, body as StoredObject),
  "DELETE objects": (gateway, query) => {
    const name = checkedName(query.get("name") ?? "");
    if (!read(gateway.world, name)) throw new Error(`there is no ${name}`);
    removeBehind(gateway, name);
  },
  "GET snapshot": snapshot,
  "POST restore": (gateway, _query, body) => restore(gateway, body),
  "POST reset": reset,
  "GET coverage": coverage,
};

/** An account is in none. */
const collections = [...kinds.keys()].filter((type) => type !== "accounts");

export function objectsOf(gateway: Gateway, collection: string | null, account: string | null = null): StoredObject[] {
  if (!collection || !collections.includes(collection))
    throw new Error(`collection must be one of ${collections.join(", ")}, not "${collection ?? ""}"`);
  const objects = readAll(gateway.world, collectionPath(collection, account ?? undefined));
  return structuredClone(account ? objects : objects.filter((object) => own(gateway, object)));
}

export function removeBehind(gateway: Gateway, name: string): void {
  remove(gateway.world.store, checkedName(name));
  commit(gateway);
}

export function control(gateway: Gateway, method: string, url: URL, body: Buffer): Reply {
  const name = url.pathname.slice("/__emulator/".length);
  const found = controls[`${method} ${name}`];
  if (!found)
    return json(
      { error: `no such control: ${method} ${name}`, controls: [...Object.keys(controls), "GET events"] },
      404,
    );
  try {
    const given = parseJson(body);
    if (typeof given !== "object" || given === null || Array.isArray(given))
      throw new Error("the body must be a JSON object");
    const result = found(gateway, url.searchParams, given as Record<string, unknown>);
    commit(gateway);
    return json(result ?? {});
  } catch (error) {
    return json({ error: (error as Error).message }, 400);
  }
}
