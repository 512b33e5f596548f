import type * as pulumi from "@pulumi/pulumi";

type Value<T> = T extends readonly (infer Item)[] ? pulumi.Input<Value<Item>>[] : T extends object ? Inputs<T> : T;

/** The same shape with an `Input` around each value, so that outputs of other resources can stand anywhere. */
export type Inputs<T> = { [Key in keyof T]: pulumi.Input<Value<NonNullable<T[Key]>>> | Extract<T[Key], undefined> };
