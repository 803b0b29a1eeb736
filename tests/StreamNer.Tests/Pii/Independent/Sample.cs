namespace StreamNer.Tests.Pii.Independent;

/// <summary>A text and the value in it that a reader would call personal data of the type.</summary>
internal readonly record struct Sample(string Text, int Start, int Length)
{
    /// <summary>Puts a value where the sentence has <c>§</c>.</summary>
    public static Sample In(string sentence, string value) =>
        new(sentence.Replace("§", value, StringComparison.Ordinal), sentence.IndexOf('§', StringComparison.Ordinal), value.Length);

    public int End => Start + Length;
}

/// <summary>One type as the outside world writes it.</summary>
/// <param name="Name">The type's name on the page of types.</param>
/// <param name="Source">The published plan or document that the forms come from.</param>
/// <param name="Value">A valid value.</param>
/// <param name="Sentences">Texts that hold it, with <c>§</c> in its place.</param>
/// <param name="LookAlike">A whole text in which nothing of the type stands, though something looks like it.</param>
internal sealed record OutsideType(string Name, string Source, Func<Draw, string> Value, string[] Sentences, Func<Draw, string> LookAlike)
{
    public Sample Positive(Draw draw) => Sample.In(draw.Of<string>(Sentences), Value(draw));
}
