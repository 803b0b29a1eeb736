using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamNer.Host.Capacity;

/// <summary>What a batch of so many documents takes through the pipeline alone, with nothing else under way.</summary>
/// <param name="Documents">Documents in the batch.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="ProcessorSeconds">Processor time over all cores.</param>
internal readonly record struct BatchTime(int Documents, double Seconds, double ProcessorSeconds);

/// <summary>A file that is no service profile of this program.</summary>
internal sealed class ServiceProfileException(string path, string message)
    : Exception($"'{path}' is not a service profile ({message}); 'streamner bench --profile-out FILE' writes one");

/// <summary>
/// Service times of one machine, model and kind of text: <c>bench --profile-out</c> writes them, <c>plan</c> reads them. Times are seconds.
/// </summary>
internal sealed record ServiceProfile
{
    /// <summary>The version of the file's form.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    public required int Format { get; init; }

    public required string Model { get; init; }

    public required string Processor { get; init; }

    public required int Cores { get; init; }

    public required string Cluster { get; init; }

    /// <summary>True when the brokers ran inside the measured process, whose processor time has their share in it.</summary>
    public required bool Embedded { get; init; }

    public required string Delivery { get; init; }

    /// <summary>How many documents were measured.</summary>
    public required long Documents { get; init; }

    public required double BytesPerDocument { get; init; }

    /// <summary>With padding.</summary>
    public required double TokensPerDocument { get; init; }

    /// <summary>Mean size of the batches of the saturated run.</summary>
    public required double BatchDocuments { get; init; }

    /// <summary>Of the whole worker, reading a topic as fast as it can.</summary>
    public required double ProcessorSecondsPerDocument { get; init; }

    /// <summary>Of the model alone on the same shapes.</summary>
    public required double ModelProcessorSecondsPerDocument { get; init; }

    public required double CommitSeconds { get; init; }

    /// <summary>99 of 100 commits took no longer.</summary>
    public required double CommitSeconds99 { get; init; }

    /// <summary>By rising size, at least one.</summary>
    public required IReadOnlyList<BatchTime> Batches { get; init; }

    /// <summary>Reads one.</summary>
    /// <exception cref="ServiceProfileException">The file has another form.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ServiceProfile Load(string path)
    {
        ServiceProfile profile;
        try
        {
            using var file = File.OpenRead(path);
            profile = JsonSerializer.Deserialize<ServiceProfile>(file, s_json) ?? throw new ServiceProfileException(path, "it is null");
        }
        catch (JsonException form)
        {
            throw new ServiceProfileException(path, $"line {form.LineNumber + 1}{(form.Path is null ? "" : $", {form.Path}")}");
        }

        return profile.Fault() is { } fault ? throw new ServiceProfileException(path, fault) : profile;
    }

    /// <summary>Writes it, in place of what is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, s_json) + "\n");

    /// <summary>
    /// Processor time of a document in batches of <paramref name="documents"/>: that of the saturated run, times what such a batch costs a document
    /// beside one of the run's size.
    /// </summary>
    public double CostAt(double documents) => ProcessorSecondsPerDocument * PerDocument(documents) / PerDocument(BatchDocuments);

    // Linear between two measured sizes; beyond them as at the nearest.
    private double PerDocument(double documents)
    {
        var above = 0;
        while (above < Batches.Count && Batches[above].Documents < documents) above++;
        if (above == 0) return Of(Batches[0]);
        if (above == Batches.Count) return Of(Batches[^1]);
        var (low, high) = (Batches[above - 1], Batches[above]);
        var share = (documents - low.Documents) / (high.Documents - low.Documents);
        return (low.ProcessorSeconds + share * (high.ProcessorSeconds - low.ProcessorSeconds)) / documents;
    }

    private static double Of(BatchTime batch) => batch.ProcessorSeconds / batch.Documents;

    private string? Fault()
    {
        if (Format != CurrentFormat) return $"its format is {Format}, this program reads {CurrentFormat}";
        if (Batches.Count == 0) return "batches is empty";
        if (!Batches.All(batch => batch is { Documents: > 0, ProcessorSeconds: > 0 })) return "a batch has no documents or no time";
        if (!Batches.Zip(Batches.Skip(1)).All(pair => pair.First.Documents < pair.Second.Documents)) return "batches are not by rising size";
        if (Cores < 1 || ProcessorSecondsPerDocument <= 0 || BatchDocuments <= 0) return "cores, a time or a size is not above 0";
        return BytesPerDocument < 0 || TokensPerDocument < 0 || CommitSeconds < 0 || CommitSeconds99 < 0 ? "a figure is below 0" : null;
    }
}
