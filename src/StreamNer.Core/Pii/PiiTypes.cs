using System.Reflection;

namespace StreamNer.Pii;

/// <summary>The types that rules find, in their order: every static field of type <see cref="PiiType"/> in the folder <c>Pii/Types</c>. From them
/// the documentation page is made.</summary>
internal static class PiiTypes
{
    private const string Folder = "StreamNer.Pii.Types";

    private static readonly PiiType[] s_all = Numbered(typeof(PiiTypes).Assembly.GetTypes().Where(holder => holder.Namespace == Folder)
        .SelectMany(holder => holder.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .Where(field => field.FieldType == typeof(PiiType)).Select(field => (PiiType)field.GetValue(null)!)
        .OrderBy(type => type.Rank).ThenBy(type => type.Name, StringComparer.Ordinal));

    private static readonly Dictionary<string, PiiType> s_byName = s_all.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>All types in order.</summary>
    public static IReadOnlyList<PiiType> All => s_all;

    /// <summary>The type of this name; null when rules find none such.</summary>
    public static PiiType? Find(string name) => s_byName.GetValueOrDefault(name);

    /// <summary>Whether rules find a type of this name.</summary>
    public static bool IsKnown(string name) => s_byName.ContainsKey(name);

    private static PiiType[] Numbered(IEnumerable<PiiType> types)
    {
        PiiType[] all = [.. types];
        for (var i = 0; i < all.Length; i++) all[i].Order = i;
        return all;
    }
}
