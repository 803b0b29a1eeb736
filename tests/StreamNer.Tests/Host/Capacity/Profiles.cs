using StreamNer.Host.Capacity;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.Host.Capacity;

internal static class Profiles
{
    /// <summary>2 ms of processor time for each document whatever the batch, commits of 10 ms, at most 20.</summary>
    public static ServiceProfile Even { get; } = new()
    {
        Format = ServiceProfile.CurrentFormat,
        Model = "a model",
        Processor = "a processor",
        Cores = 2,
        Cluster = "real brokers",
        Embedded = false,
        Delivery = "exactly-once",
        Documents = 20_000,
        BytesPerDocument = 100,
        TokensPerDocument = 32,
        BatchDocuments = 256,
        ProcessorSecondsPerDocument = 0.002,
        ModelProcessorSecondsPerDocument = 0.0015,
        CommitSeconds = 0.010,
        CommitSeconds99 = 0.020,
        Batches = [new(1, 0.002, 0.002), new(256, 0.256, 0.512)],
    };

    public static PlanRequest Asked(double rate, int p99Ms, int cores = 2, Settings? settings = null) =>
        new(rate, TimeSpan.FromMilliseconds(p99Ms), cores, 0.7, settings ?? new Settings());
}
