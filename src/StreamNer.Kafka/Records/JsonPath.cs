using System.Text;

namespace StreamNer.Kafka.Records;

/// <summary>The names that lead from the top of a JSON object to a field.</summary>
internal static class JsonPath
{
    /// <summary>The most names a path may have.</summary>
    public const int MaxDepth = 16;

    /// <summary>The names as UTF-8, or null when <paramref name="path"/> is not names joined by dots (<c>\.</c> is a dot, <c>\\</c> a
    /// backslash).</summary>
    public static byte[][]? Parse(string path)
    {
        var names = new List<byte[]>();
        var name = new StringBuilder();
        for (var i = 0; i <= path.Length; i++)
        {
            if (i == path.Length || path[i] == '.')
            {
                if (name.Length == 0) return null;
                names.Add(Encoding.UTF8.GetBytes(name.ToString()));
                name.Clear();
                continue;
            }

            if (path[i] == '\\' && (++i == path.Length || path[i] is not ('.' or '\\'))) return null;
            name.Append(path[i]);
        }

        return names.Count <= MaxDepth ? [.. names] : null;
    }
}
