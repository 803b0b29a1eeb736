using System.CommandLine;
using System.Text.Json;
using StreamNer.Linking;

namespace StreamNer.Host.Cli;

/// <summary><c>kb inspect</c>, <c>find</c> and <c>stats</c>: what is in a base.</summary>
internal static class KbLookCommands
{
    private const int MostAmbiguous = 10;

    /// <summary>What a base is, with all its checksums compared.</summary>
    public static Command Inspect()
    {
        var file = KbCommand.Base("FILE", "A knowledge base.");
        var command = new Command("inspect", "Verify all checksums of a base and describe it.") { file };
        command.SetAction(parsed =>
        {
            using var opened = KbCommand.Open(parsed.GetRequiredValue(file));
            KbCommand.Print(indented: true, json => WriteHead(json, opened));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The entities of a mention or an id.</summary>
    public static Command Find()
    {
        var file = KbCommand.Base("FILE", "A knowledge base.");
        var mention = new Argument<string>("MENTION") { Description = "A name as it appears in text, or an entity's id." };
        var aliases = new Option<bool>("--aliases") { Description = "Include each entity's folded aliases and their kinds." };
        var command = new Command("find", "Look up a name or an id: one JSON object per line, likeliest first. Exit code 1 if none is found.") { file,
            mention, aliases };
        command.SetAction(parsed =>
        {
            using var opened = KbCommand.Open(parsed.GetRequiredValue(file), verify: false);
            var text = parsed.GetRequiredValue(mention);
            if (opened.IndexOf(text) is { } index)
            {
                WriteEntity(opened, index, "id", parsed.GetValue(aliases));
                return ExitCode.Ok;
            }

            var matches = opened.Find(text);
            for (var i = 0; i < matches.Count; i++)
                WriteEntity(opened, matches[i].Entity, Name(matches[i].Kind), parsed.GetValue(aliases));
            return matches.Count > 0 ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>How much there is of what.</summary>
    public static Command Stats()
    {
        var file = KbCommand.Base("FILE", "A knowledge base.");
        var command = new Command("stats", "Count entities by type, scheme and country, and list the aliases with the most entities.") { file };
        command.SetAction(parsed =>
        {
            using var opened = KbCommand.Open(parsed.GetRequiredValue(file));
            SortedDictionary<string, int> types = new(StringComparer.Ordinal), schemes = new(StringComparer.Ordinal), countries =
                new(StringComparer.Ordinal);
            for (var i = 0; i < opened.Count; i++)
            {
                var entity = opened.Entity(i);
                Count(types, entity.Type);
                Count(schemes, KnowledgeRecord.SchemeOf(entity.Id).ToString());
                if (entity.Country.Length > 0) Count(countries, entity.Country);
            }

            SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);
            for (var key = 0; key < opened.Keys; key++)
            {
                var matches = opened.MatchesOf(key);
                for (var i = 0; i < matches.Count; i++) Count(kinds, Name(matches[i].Kind));
            }

            var ambiguous = Enumerable.Range(0, opened.Keys).Select(opened.Key).OrderByDescending(key => key.Entities)
                .ThenBy(key => key.Alias, StringComparer.Ordinal).Take(MostAmbiguous).ToList();
            KbCommand.Print(indented: true, json =>
            {
                WriteHead(json, opened);
                WriteCounts(json, "types", types);
                WriteCounts(json, "schemes", schemes);
                WriteCounts(json, "countries", countries);
                WriteCounts(json, "aliasKinds", kinds);
                json.WriteStartObject("mostEntities");
                foreach (var (alias, entities) in ambiguous) json.WriteNumber(alias, entities);
                json.WriteEndObject();
            });
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static void WriteCounts(Utf8JsonWriter json, string name, SortedDictionary<string, int> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts) json.WriteNumber(key, count);
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, KnowledgeFile file)
    {
        json.WriteString("version", file.Version);
        json.WriteNumber("entities", file.Count);
        json.WriteNumber("aliases", file.Keys);
        json.WriteNumber("links", file.Links);
        json.WriteNumber("bytes", file.Length);
    }

    private static void WriteEntity(KnowledgeFile file, int index, string by, bool aliases) => KbCommand.Print(indented: false, json =>
    {
        var entity = file.Entity(index);
        json.WriteString("id", entity.Id);
        json.WriteString("name", entity.Name);
        json.WriteString("type", entity.Type);
        json.WriteString("country", entity.Country);
        json.WriteNumber("prior", entity.Prior);
        json.WriteNumber("popularity", entity.Popularity);
        json.WriteString("description", entity.Description);
        WriteList(json, "sameAs", entity.SameAs);
        WriteList(json, "neighbours", entity.Neighbours);
        json.WriteString("foundBy", by);
        if (!aliases) return;
        json.WriteStartArray("aliases");
        foreach (var (alias, kind) in file.AliasesOf(index))
        {
            json.WriteStartObject();
            json.WriteString("alias", alias);
            json.WriteString("kind", Name(kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Name(AliasKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
