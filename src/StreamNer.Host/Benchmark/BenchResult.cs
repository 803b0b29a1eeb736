using System.Globalization;
using System.Text.Json.Serialization;

namespace StreamNer.Host.Benchmark;

/// <summary>What the benchmark measured. Rates are documents a second; the steady time is from the first batch that the pipeline took to the last
/// commit.</summary>
internal sealed record BenchResult
{
    public required string Model { get; init; }

    public required string Processor { get; init; }

    public required int Cores { get; init; }

    public required int ParallelRuns { get; init; }

    public required string Cluster { get; init; }

    public required string Delivery { get; init; }

    public required int Partitions { get; init; }

    public required long Documents { get; init; }

    public required long Rejected { get; init; }

    public required int ModelRuns { get; init; }

    public required long PaddedTokens { get; init; }

    public required double ModelLoadSeconds { get; init; }

    public required double FirstOutputSeconds { get; init; }

    public required double WholeSeconds { get; init; }

    public required double SteadySeconds { get; init; }

    public required double RawSeconds { get; init; }

    /// <summary>Of the whole process from the worker's first read to its end; an embedded cluster is part of it.</summary>
    public required double ProcessorSeconds { get; init; }

    public required double RawProcessorSeconds { get; init; }

    public required double ResidentMiB { get; init; }

    public double DocumentsPerSecond => Documents / SteadySeconds;

    public double RawDocumentsPerSecond => Documents / RawSeconds;

    /// <summary>The pipeline's rate over the model's.</summary>
    public double Ratio => RawSeconds / SteadySeconds;

    /// <summary>The model's processor time over the worker's: as <see cref="Ratio"/>, and the same on a busy machine.</summary>
    public double ProcessorRatio => RawProcessorSeconds / ProcessorSeconds;

    private double Ms => 1_000 * ProcessorSeconds / Documents;

    private double RawMs => 1_000 * RawProcessorSeconds / Documents;

    /// <summary>For people.</summary>
    [JsonIgnore]
    public string Text => string.Create(CultureInfo.InvariantCulture, $"""
        model            {Model}, {ParallelRuns} runs at once on {Cores} cores ({Processor})
        Kafka            {Cluster}, {Partitions} partitions, {Delivery}
        documents        {Documents}, {Rejected} of them rejected; {ModelRuns} model runs, {PaddedTokens} padded tokens
        Kafka to Kafka   {DocumentsPerSecond:0} a second ({SteadySeconds:0.00} s from first batch to last commit; {WholeSeconds:0.00} s with joining the group)
        model alone      {RawDocumentsPerSecond:0} a second ({RawSeconds:0.00} s on the same shapes)
        ratio            {Ratio:0.000}; by processor time {ProcessorRatio:0.000} ({RawMs:0.000} of {Ms:0.000} ms a document)
        first output     {FirstOutputSeconds:0.00} s after the worker began to read; the model loads in {ModelLoadSeconds:0.00} s
        resident memory  {ResidentMiB:0} MiB
        """);
}
