module.exports = loadedOnce.emulator;
