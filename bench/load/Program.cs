using StreamNer.Load;

// Long runs against a real cluster. Each ends by itself, prints what it saw and exits 1 when a rule was broken.
if (args is ["shutdown", .. var stops]) return Shutdown.Run(ShutdownArguments.Parse(stops));
Console.Error.WriteLine("usage: StreamNer.Load shutdown --launcher KAFKA-SCRIPT --streamner PROGRAM [--cycles 200] [--seed 1] [--lines 30000] "
    + "[--drain 5] [--preload LIBRARY] [--minutes 120] [--report FILE] [--logs DIR]");
return 2;
