using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Brazil.</summary>
internal static class Brazil
{
    /// <summary>Brazilian person number: two check digits modulo 11 (Receita Federal).</summary>
    public static readonly PiiType Cpf = new("BR_CPF", 590)
    {
        Region = "BR",
        Languages = "pt,en",
        Context = "cpf|cadastro de pessoas|contribuinte|pessoa fisica|c p f|cpf n|cpf mf|cic",
        Forms =
        [
            new Shape("br-cpf.form", Structural, Digits(11), IsCpf) { Layout = "3.3.3-2" },
            new Shape("br-cpf", Contextual, Digits(11), IsCpf),
        ],
        Examples = ["⟦529.982.247-25⟧", "CPF ⟦52998224725⟧"],
        CounterExamples = ["529.982.247-26", "52998224725"],
    };

    /// <summary>Brazilian company number: two check digits modulo 11; letters (from 2026) count as their ASCII value less 48.</summary>
    public static readonly PiiType Cnpj = new("BR_CNPJ", 600)
    {
        Region = "BR",
        Languages = "pt,en",
        Context = "cnpj|cadastro nacional|pessoa juridica|c n p j|cgc|cnpj mf|inscricao",
        Forms =
        [
            new Shape("br-cnpj.form", Structural, "XXXXXXXXXXXX99", IsCnpj) { Layout = "2.3.3/4-2" },
            new Shape("br-cnpj", Contextual, "XXXXXXXXXXXX99", IsCnpj),
        ],
        Examples = ["⟦00.000.000/0001-91⟧", "CNPJ ⟦11222333000181⟧"],
        CounterExamples = ["00.000.000/0001-92", "11222333000181"],
    };

    /// <summary>Eleven digits.</summary>
    public static bool IsCpf(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && Checksums.Weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == text[9] - '0'
        && Checksums.Weighted(text, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10 == text[10] - '0';

    /// <summary>Twelve digits or letters and two digits.</summary>
    public static bool IsCnpj(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && CnpjDigit(Checksums.Weighted(text, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == text[12] - '0'
        && CnpjDigit(Checksums.Weighted(text, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == text[13] - '0';

    private static int CnpjDigit(int sum) => sum % 11 < 2 ? 0 : 11 - sum % 11;
}
