using System.Globalization;
using System.Text.Json.Serialization;

namespace StreamNer.Host.Benchmark;

/// <summary>What one worker made of documents that came at a given rate, at random times (a Poisson process).</summary>
internal sealed record PacedResult
{
    public required string Model { get; init; }

    public required string Cluster { get; init; }

    public required string Delivery { get; init; }

    public required int Partitions { get; init; }

    public required int Cores { get; init; }

    /// <summary>Documents a second, as asked for.</summary>
    public required double Rate { get; init; }

    /// <summary>Documents a second, as sent.</summary>
    public required double SentPerSecond { get; init; }

    /// <summary>Without those that came before the worker was under way.</summary>
    public required int Documents { get; init; }

    /// <summary>From a record's timestamp to the commit of its output, milliseconds.</summary>
    public required double MeanMs { get; init; }

    /// <summary>Half of the records took no longer.</summary>
    public required double MedianMs { get; init; }

    /// <summary>99 of 100 records took no longer.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Processor time over wall time and cores, 0 to 1; the sender and an embedded cluster are part of it.</summary>
    public required double Busy { get; init; }

    /// <summary>Mean documents in a batch.</summary>
    public required double BatchDocuments { get; init; }

    /// <summary>For people.</summary>
    [JsonIgnore]
    public string Text => string.Create(CultureInfo.InvariantCulture, $"""
        model      {Model}
        Kafka      {Cluster}, {Partitions} partitions, {Delivery}
        documents  {Documents}, {SentPerSecond:0.#} a second sent ({Rate:0.##} asked for), {BatchDocuments:0.#} in a batch
        latency    mean {MeanMs:0} ms, median {MedianMs:0} ms, p99 {P99Ms:0} ms, from a record's timestamp to its commit
        busy       {Busy:0 %} of {Cores} cores
        """);
}
