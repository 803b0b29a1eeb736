using System.Buffers;

namespace StreamNer.Pii.Validators;

/// <summary>US Medicare Beneficiary Identifier: the form given by CMS, letters without S, L, O, I, B, Z.</summary>
internal static class Mbi
{
    private static readonly SearchValues<char> s_unused = SearchValues.Create("SLOIBZ");

    /// <summary>Eleven characters of the shape <c>9AX9AX9AA99</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text[0] != '0' && !text.ContainsAny(s_unused);
}
