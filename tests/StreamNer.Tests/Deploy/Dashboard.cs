using System.Text.Json.Nodes;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Deploy;

/// <summary>A panel: the question it answers, and the queries that do.</summary>
internal sealed record Panel(string Title, string Description, string Unit, IReadOnlyList<string> Queries);

/// <summary>A Grafana dashboard of <c>ops/grafana</c>.</summary>
internal sealed record Dashboard(string Name, string Id, IReadOnlyList<Panel> Panels)
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Dashboard> All { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "ops/grafana"), "*.json").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The queries as written, with Grafana's variables in them.</summary>
    public IEnumerable<string> Queries => Panels.SelectMany(panel => panel.Queries);

    private static Dashboard Read(string file)
    {
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        return new(Path.GetFileNameWithoutExtension(file), root["uid"]!.GetValue<string>(), [.. root["panels"]!.AsArray().Select(panel => new Panel(
            panel!["title"]!.GetValue<string>(),
            panel["description"]!.GetValue<string>(),
            panel["fieldConfig"]!["defaults"]!["unit"]!.GetValue<string>(),
            [.. panel["targets"]!.AsArray().Select(target => target!["expr"]!.GetValue<string>())]))]);
    }
}
