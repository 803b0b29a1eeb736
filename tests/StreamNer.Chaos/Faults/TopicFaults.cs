using Confluent.Kafka.Admin;
using StreamNer.Chaos.Load;

namespace StreamNer.Chaos.Faults;

/// <summary>What is done to topics and their content.</summary>
internal static class TopicFaults
{
    public static Task<Strike> Poison(Scene scene, Random random, CancellationToken cancel) => Burst(scene, RecordKind.Poison, 40, 160);

    public static Task<Strike> Defect(Scene scene, Random random, CancellationToken cancel) => Burst(scene, RecordKind.Defect, 5, 195);

    public static Task<Strike> Refused(Scene scene, Random random, CancellationToken cancel) => Burst(scene, RecordKind.Refused, 20, 180);

    public static async Task<Strike> Grow(Scene scene, Random random, CancellationToken cancel)
    {
        using var admin = scene.Brokers.Admin();
        var count = admin.GetMetadata(Names.Input, TimeSpan.FromSeconds(20)).Topics[0].Partitions.Count + 1;

        // The outputs first: at no time has the input a partition that the outputs lack.
        foreach (var topic in (string[])[Names.Output, Names.DeadLetter, Names.Input])
            await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = count }]);
        scene.Load.Spread(count);
        return new($"{count} partitions");
    }

    private static async Task<Strike> Burst(Scene scene, RecordKind kind, int count, int among)
    {
        scene.Load.Burst(kind, count, among);
        await scene.Checker.Sees(progress => progress.Covered >= progress.Sent, TimeSpan.FromSeconds(20));
        return new($"{count} among {among}");
    }
}
