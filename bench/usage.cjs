// Loaded into a measured server before its own code: tells its parent what it has used so far, and ends with it. Plain JavaScript, since the start of some is measured.
process.on("message", () => process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage.rss() }));
process.on("disconnect", () => process.exit());
