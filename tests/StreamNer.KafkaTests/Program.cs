using StreamNer.KafkaTests.Flow;

// With "worker" first, this program is a worker process for tests to kill; else it runs the tests.
return args is ["worker", .. var settings] ? await WorkerProcess.Run(settings) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
