namespace StreamNer.Tests.Pii.Types;

/// <summary>Values written so that a plain search misses them; the span is always that of the original text.</summary>
public sealed class EvasionTests
{
    [Theory]
    [InlineData("CARD", "pay ４１１１１１１１１１１１１１１１ now", "４１１１１１１１１１１１１１１１")]
    [InlineData("CARD", "٤١١١١١١١١١١١١١١١", "٤١١١١١١١١١١١١١١١")]
    [InlineData("CARD", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏")]
    [InlineData("CARD", "4\uFE0F\u20E31\uFE0F\u20E311111111111111\uFE0F\u20E3!", "4\uFE0F\u20E31\uFE0F\u20E311111111111111\uFE0F\u20E3")]
    [InlineData("CARD", "4111\u200B1111\u00AD1111\u202E1111", "4111\u200B1111\u00AD1111\u202E1111")]
    [InlineData("CARD", "4111--1111 -1111. 1111", "4111--1111 -1111. 1111")]
    [InlineData("CARD", "4111 1111\n1111 1111", "4111 1111\n1111 1111")]
    [InlineData("CARD", "4111–1111—1111‑1111", "4111–1111—1111‑1111")]
    [InlineData("CARD", "id_4111111111111111_x", "4111111111111111")]
    [InlineData("CARD", "mycard4111111111111111please", "4111111111111111")]
    [InlineData("CARD", "カード番号４１１１１１１１１１１１１１１１です", "４１１１１１１１１１１１１１１１")]
    [InlineData("CARD", "{\"card\":\"\\u0034111111111111111\"}", "\\u0034111111111111111")]
    [InlineData("CARD", "4\u03321\u033211111111111111", "4\u03321\u033211111111111111")]
    [InlineData("EMAIL", "mail jane&#64;example&#46;com", "jane&#64;example&#46;com")]
    [InlineData("EMAIL", "mail jane&commat;example.com", "jane&commat;example.com")]
    [InlineData("EMAIL", "q=jane%40example.com&x=1", "jane%40example.com")]
    [InlineData("EMAIL", "\"jane\\u0040example.com\"", "jane\\u0040example.com")]
    [InlineData("EMAIL", "ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ")]
    [InlineData("EMAIL", "ja\u200Bne@exam\u00ADple.com", "ja\u200Bne@exam\u00ADple.com")]
    [InlineData("EMAIL", "jаne@еxample.соm", "jаne@еxample.соm")]
    [InlineData("EMAIL", "иван@пример.рф", "иван@пример.рф")]
    [InlineData("EMAIL", "a@xn--e1afmkfd.xn--p1ai", "a@xn--e1afmkfd.xn--p1ai")]
    [InlineData("SSN", "536\u201190\u20114399", "536\u201190\u20114399")]
    [InlineData("IBAN", "gb82west12345698765432", "gb82west12345698765432")]
    [InlineData("PHONE", "０３ー５３２７ー５９９６ 電話", "０３ー５３２７ー５９９６")]
    [InlineData("PHONE", "+\u200E44 20 7946 0958", "+\u200E44 20 7946 0958")]
    [InlineData("CARD", "4111111111111111", "4111111111111111")]
    [InlineData("CARD", "😀4111111111111111😀", "4111111111111111")]
    [InlineData("CARD", "https://shop.example.com/Pay/4111111111111111?x=1", "4111111111111111")]
    [InlineData("EMAIL", "[EMAIL] and [EMAIL:v1:abcdef] a@b.com", "a@b.com")]
    public void It_is_found_at_its_place(string type, string text, string value) => Assert.Contains(value, Found.Values(text, type));

    [Theory]
    [InlineData("CARD", "1234111111111111111156")]
    [InlineData("CARD", "0.4111111111111111")]
    [InlineData("CARD", "4111111111111111-22")]
    [InlineData("CARD", "deadbeef4111111111111111")]
    [InlineData("CARD", "ZXh4111111111111111bXBsZQ9")]
    [InlineData("CARD", "4111\n\n1111 1111 1111")]
    [InlineData("PHONE", "550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("EMAIL", "[EMAIL]")]
    public void Parts_of_something_longer_are_not(string type, string text) => Found.Only(text, type);
}
