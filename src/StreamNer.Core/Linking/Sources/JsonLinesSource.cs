using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamNer.Linking.Sources;

/// <summary>
/// One JSON object a line, with the names of <see cref="TsvSource"/>'s columns; those of lists are arrays of strings.
/// Other names are refused, so that a mistyped one is not lost in silence. Empty lines are skipped.
/// </summary>
internal static class JsonLinesSource
{
    /// <summary>The records of a stream, with what is wrong with other lines.</summary>
    public static IEnumerable<SourceLine> Read(Stream stream)
    {
        foreach (var (number, text, fault) in SourceLines.Of(stream))
        {
            if (fault is not null) yield return new SourceLine(number, null, fault);
            else if (!string.IsNullOrWhiteSpace(text)) yield return Parse(text, number);
        }
    }

    private static SourceLine Parse(string text, long number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SourceJson.Default.JsonEntity) is not { } entity
                ? new SourceLine(number, null, "expected a JSON object, found null")
                : SourceLine.Of(number, entity.ToRecord());
        }
        catch (JsonException malformed)
        {
            // The library's message may quote the value; the path names the field alone.
            return new SourceLine(number, null, malformed.Path is { Length: > 1 } path
                ? $"an unknown name, a value of another type or broken JSON at {path}"
                : "not a JSON object");
        }
    }
}

/// <summary>The object of a line.</summary>
internal sealed record JsonEntity
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Type { get; init; }

    public string? Country { get; init; }

    public string[]? Aliases { get; init; }

    public string[]? Tickers { get; init; }

    public string[]? Handles { get; init; }

    public string[]? Demonyms { get; init; }

    public string[]? Regions { get; init; }

    public string[]? SameAs { get; init; }

    public string[]? Neighbours { get; init; }

    public string? Description { get; init; }

    public float? Prior { get; init; }

    public float? Popularity { get; init; }

    public KnowledgeRecord ToRecord() => new(Id ?? "", Name ?? "")
    {
        Type = Type ?? "",
        Country = Country ?? "",
        Aliases = Present(Aliases),
        Tickers = Present(Tickers),
        Handles = Present(Handles),
        Demonyms = Present(Demonyms),
        Regions = Present(Regions),
        SameAs = Present(SameAs),
        Neighbours = Present(Neighbours),
        Description = Description ?? "",
        Prior = Prior ?? KnowledgeRecord.DefaultPrior,
        Popularity = Popularity ?? 0,
    };

    // A null within an array says nothing.
    private static string[] Present(string?[]? list) => [.. (list ?? []).OfType<string>().Where(item => item.Length > 0)];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(JsonEntity))]
internal sealed partial class SourceJson : JsonSerializerContext;
