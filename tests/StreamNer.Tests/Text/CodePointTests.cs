using System.Globalization;
using StreamNer.Text;

namespace StreamNer.Tests.Text;

public sealed class CodePointTests
{
    private const string Database = "/usr/share/unicode/UnicodeData.txt";

    private static CodePointClass Kind(int c) => CodePoint.Class(c) & CodePointClass.Kind;

    [Theory]
    [InlineData('\t', CodePointClass.Space)]
    [InlineData('\u000B', CodePointClass.Dropped)]
    [InlineData(0x85, CodePointClass.Dropped)]
    [InlineData(0xA0, CodePointClass.Space)]
    [InlineData(0x2028, CodePointClass.Space)]
    [InlineData(0x200D, CodePointClass.Dropped)]
    [InlineData(0xFFFD, CodePointClass.Dropped)]
    [InlineData(0xD800, CodePointClass.Dropped)]
    [InlineData(0x10FFFD, CodePointClass.Dropped)]
    [InlineData(0x378, CodePointClass.Letter)]
    [InlineData('$', CodePointClass.Punctuation)]
    [InlineData(0x20AC, CodePointClass.Letter)]
    [InlineData(0x4E00, CodePointClass.Ideograph)]
    [InlineData(0x2B820, CodePointClass.Letter)]
    [InlineData(0x2B920, CodePointClass.Ideograph)]
    internal void A_code_point_has_its_kind(int c, CodePointClass kind) => Assert.Equal(kind, Kind(c));

    // What came after Unicode 8, or changed since, is to the reference what it was then.
    [Theory]
    [InlineData(0x61D, CodePointClass.Letter)]
    [InlineData(0x166D, CodePointClass.Punctuation)]
    [InlineData(0x111C9, CodePointClass.Punctuation)]
    internal void Categories_are_those_of_Unicode_8(int c, CodePointClass kind) => Assert.Equal(kind, Kind(c));

    [Theory]
    [InlineData(0x301, true)]
    [InlineData(0xAFC, false)]
    [InlineData(0x1885, false)]
    [InlineData(0x1734, true)]
    [InlineData(0x302E, false)]
    public void Non_spacing_marks_are_those_of_Unicode_8(int c, bool mark) =>
        Assert.Equal(mark, CodePoint.Class(c).Has(CodePointClass.NonSpacingMark));

    [Fact]
    public void Decompositions_are_full_and_canonical()
    {
        Assert.Equal([0x75, 0x308, 0x301], CodePoint.Decomposition(0x1D8).ToArray());
        Assert.Equal([0x41, 0x30A], CodePoint.Decomposition(0x212B).ToArray());
        Assert.Empty(CodePoint.Decomposition(0xFB01).ToArray());
        Assert.Empty(CodePoint.Decomposition('a').ToArray());
        Assert.Empty(CodePoint.Decomposition(0x11938).ToArray());
    }

    [Fact]
    public void Hangul_syllables_become_jamo()
    {
        var jamo = new int[3];
        Assert.Equal(3, CodePoint.Hangul(0xD55C, jamo));
        Assert.Equal([0x1112, 0x1161, 0x11AB], jamo);
        Assert.Equal(2, CodePoint.Hangul(0xAC00, jamo));
        Assert.True(CodePoint.IsHangulSyllable(0xD7A3) && !CodePoint.IsHangulSyllable(0xD7A4) && !CodePoint.IsHangulSyllable(0xABFF));
    }

    [Fact]
    public void The_tables_say_what_the_Unicode_database_says()
    {
        Assert.SkipUnless(File.Exists(Database), $"{Database} is absent (Debian package unicode-data)");
        var (mappings, checkedLines) = (0, 0);
        foreach (var field in File.ReadLines(Database).Select(line => line.Split(';')))
        {
            var c = int.Parse(field[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var flags = CodePoint.Class(c);
            // A class may be missing (later than Unicode 9), never different.
            Assert.Contains(CodePoint.CombiningClass(c), (int[])[0, int.Parse(field[3], CultureInfo.InvariantCulture)]);
            Assert.Equal(CodePoint.CombiningClass(c) != 0, flags.Has(CodePointClass.NonStarter));
            Assert.Equal(CodePoint.Decomposition(c).Length > 0, flags.Has(CodePointClass.Decomposes));
            var lower = field[13].Length > 0 ? int.Parse(field[13], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : CodePoint.ToLower(c);
            Assert.Equal(lower, CodePoint.ToLower(c));
            Assert.Equal(lower != c, flags.Has(CodePointClass.HasLower));
            if (flags.Has(CodePointClass.Decomposes)) mappings++;
            Assert.True(!flags.Has(CodePointClass.Decomposes) || (field[5].Length > 0 && field[5][0] != '<'), field[0]);
            checkedLines++;
        }

        Assert.InRange(checkedLines, 30_000, 60_000);
        Assert.InRange(mappings, 2_000, 2_100);
    }
}
