using StreamNer.Load;

// Long runs against a real cluster. Each ends by itself, prints what it saw and exits 1 when a rule was broken.
if (args is ["chaos", .. var rest]) return Chaos.Run(Arguments.Parse(rest));
Console.Error.WriteLine("usage: StreamNer.Load chaos --launcher KAFKA-SCRIPT --streamner PROGRAM --text FILE-OR-DIRECTORY [--lines 50000] [--partitions 6] [--brokers 3] [--kills 5] [--seed 1] [--logs DIR]");
return 2;
