module.exports = loadedOnce.zod;
