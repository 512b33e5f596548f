// Loaded into a measured server beside its own code: tells its parent what it has used so far.
process.on("message", () => process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage.rss() }));
