return await StreamNer.Host.Cli.CommandLine.Run(args);
