namespace StreamNer.Tests.Pii.Types;

/// <summary>A type's example: a text in which each value stands between ⟦ and ⟧.</summary>
internal static class PositiveExample
{
    /// <summary>The text without the marks, and where its values stand.</summary>
    public static (string Text, List<(int Start, int End)> Values) Read(string marked)
    {
        var text = "";
        var values = new List<(int, int)>();
        foreach (var part in marked.Split('⟦'))
        {
            var close = part.IndexOf('⟧', StringComparison.Ordinal);
            if (close >= 0) values.Add((text.Length, text.Length + close));
            text += part.Replace("⟧", "", StringComparison.Ordinal);
        }

        return (text, values);
    }

    /// <summary>The marked values.</summary>
    public static IEnumerable<string> ValuesOf(string marked)
    {
        var (text, values) = Read(marked);
        return values.Select(value => text[value.Start..value.End]);
    }
}
