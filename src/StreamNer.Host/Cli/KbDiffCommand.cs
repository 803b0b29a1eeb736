using System.CommandLine;
using System.Text.Json;
using StreamNer.Linking;

namespace StreamNer.Host.Cli;

/// <summary><c>kb diff</c>: what changed between two bases.</summary>
internal static class KbDiffCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> older = KbCommand.Base("OLD", "A knowledge base."), newer = KbCommand.Base("NEW", "Another one.");
        var examples = new NumberOption("--examples", 0, "Number of ids listed for each kind of difference.", fallback: 10);
        var command =
            new Command("diff", "Compare two bases by id: entities added, removed and changed, as one JSON object. Exit code 0 even if they differ.")
        {
            older,
            newer,
            examples,
        };
        command.SetAction(parsed =>
        {
            using var old = KbCommand.Open(parsed.GetRequiredValue(older));
            using var now = KbCommand.Open(parsed.GetRequiredValue(newer));
            ulong[] oldAliases = old.AliasDigests(), nowAliases = now.AliasDigests();
            Sort added = new(), removed = new(), changed = new();
            for (var i = 0; i < now.Count; i++)
            {
                var entity = now.Entity(i);
                if (old.IndexOf(entity.Id) is not { } before) added.Add(entity.Id);
                else if (oldAliases[before] != nowAliases[i] || !Same(old.Entity(before), entity)) changed.Add(entity.Id);
            }

            for (var i = 0; i < old.Count; i++)
            {
                var id = old.Entity(i).Id;
                if (now.IndexOf(id) is null) removed.Add(id);
            }

            var shown = parsed.GetValue(examples) ?? 0;
            KbCommand.Print(indented: true, json =>
            {
                json.WriteString("old", old.Version);
                json.WriteString("new", now.Version);
                added.Write(json, "added", shown);
                removed.Write(json, "removed", shown);
                changed.Write(json, "changed", shown);
                json.WriteNumber("aliasesBefore", old.Keys);
                json.WriteNumber("aliasesNow", now.Keys);
            });
            return ExitCode.Ok;
        });
        return command;
    }

    private static bool Same(KnowledgeRecord a, KnowledgeRecord b) =>
        a.Id == b.Id && a.Name == b.Name && a.Type == b.Type && a.Country == b.Country && a.Description == b.Description && a.Prior == b.Prior
        && a.Popularity == b.Popularity && a.SameAs.SequenceEqual(b.SameAs) && a.Neighbours.SequenceEqual(b.Neighbours);

    /// <summary>The ids of one sort of difference.</summary>
    private sealed class Sort
    {
        private readonly List<string> _ids = [];

        public void Add(string id) => _ids.Add(id);

        public void Write(Utf8JsonWriter json, string name, int examples)
        {
            json.WriteStartObject(name);
            json.WriteNumber("count", _ids.Count);
            json.WriteStartArray("ids");
            foreach (var id in _ids.Take(examples)) json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}
