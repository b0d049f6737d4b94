using Line.Emulator;

return await EmulatorCommandLine.RunAsync(args);
