using System.Text.Json;

namespace StreamNer.Linking.Sources;

/// <summary>The statements of an item, by property; those of deprecated rank are passed over.</summary>
internal readonly struct WikidataClaims(JsonElement claims)
{
    /// <summary>The items that a property names: <c>Q60</c>.</summary>
    public IEnumerable<string> Items(string property) => Values(property).Select(value => value.Text("id")).Where(id => id.Length > 0);

    /// <summary>The texts of a property, such as an id elsewhere.</summary>
    public IEnumerable<string> Texts(string property) =>
        Values(property).Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!).Where(text => text.Length > 0);

    /// <summary>The texts of a property in a language.</summary>
    public IEnumerable<string> Monolingual(string property, string language) =>
        Values(property).Where(value => value.Text("language") == language).Select(value => value.Text("text")).Where(text => text.Length > 0);

    /// <summary>The texts of a qualifier of a property's statements.</summary>
    public IEnumerable<string> Qualifiers(string property, string qualifier) => Statements(property)
        .SelectMany(statement => statement.Member("qualifiers").Member(qualifier).Items())
        .Select(snak => snak.Member("datavalue").Text("value")).Where(text => text.Length > 0);

    /// <summary>Whether there is a statement of a property.</summary>
    public bool Has(string property) => Statements(property).Any();

    private IEnumerable<JsonElement> Values(string property) =>
        Statements(property).Select(statement => statement.Member("mainsnak").Member("datavalue").Member("value"));

    private IEnumerable<JsonElement> Statements(string property) =>
        claims.Member(property).Items().Where(statement => statement.Text("rank") != "deprecated");
}
