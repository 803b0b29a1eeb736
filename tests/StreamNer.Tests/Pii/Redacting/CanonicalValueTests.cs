using StreamNer.Pii.Redacting;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class CanonicalValueTests
{
    [Theory]
    [InlineData("PHONE", "+1 (212) 555-0123", "+12125550123")]
    [InlineData("PHONE", "212.555.0123", "+12125550123")]
    [InlineData("PHONE", "1-212-555-0123", "+12125550123")]
    [InlineData("PHONE", "２１２-555-0123", "+12125550123")]
    [InlineData("PHONE", "(212) 555-0123 ext. 42", "+12125550123;ext=42")]
    [InlineData("PHONE", "212-555-0123x42", "+12125550123;ext=42")]
    [InlineData("PHONE", "tel:+442079460958", "+442079460958")]
    [InlineData("PHONE", "+44 (0)20 7946 0958", "+442079460958")]
    [InlineData("PHONE", "0044 20 7946 0958", "+442079460958")]
    [InlineData("PHONE", "020 7946 0958", "02079460958")]
    [InlineData("EMAIL", "Ann@B.IO", "ann@b.io")]
    [InlineData("EMAIL", "ann%40b.io", "ann@b.io")]
    [InlineData("EMAIL", "ann\u200B@b.io", "ann@b.io")]
    [InlineData("CARD", "4111-1111 1111\u00A01111", "4111111111111111")]
    [InlineData("CARD", "４１１１１１１１１１１１１１１１", "4111111111111111")]
    [InlineData("IBAN", "gb82 west 1234", "GB82WEST1234")]
    [InlineData("IP", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("IP", "10.0.0.1", "10.0.0.1")]
    [InlineData("PERSON", "  Dr.  Ann\nLEE ", "dr ann lee")]
    [InlineData("DATE", "5.  May 2001", "5. may 2001")]
    [InlineData("SECRET", "aB-c1", "aB-c1")]
    [InlineData("SSN", "078-05-1120", "078051120")]
    [InlineData("SSN", "---", "---")]
    [InlineData("SSN", "", "")]
    public void Spellings_of_a_value_have_one_form(string type, string value, string expected) =>
        Assert.Equal(expected, CanonicalValue.Of(type, value));
}
