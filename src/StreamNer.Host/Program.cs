StreamNer.Host.Cli.UnhandledErrors.Install();
return await StreamNer.Host.Cli.CommandLine.Run(args);
