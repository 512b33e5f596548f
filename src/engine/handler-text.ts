/** What state names for ever, byte for byte: how Pulumi's Node plugin finds the code that runs a resource. */
export const handlerText = (type: string) => `exports.handler=()=>require('pulumi-fireworks/provider').${type}`;
