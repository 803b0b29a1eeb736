StreamNer.Host.Cli.UnhandledErrors.Install();
var code = await StreamNer.Host.Cli.CommandLine.Run(args);

// Native code that still runs must not meet its own destructors.
if (StreamNer.Lifetime.Abandoned.Any) StreamNer.Host.Work.StopSignals.Leave(code);
return code;
