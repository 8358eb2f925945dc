using System.Text;

namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>Texts for values, and how a policy writes them down.</summary>
internal sealed class TextMaker(Dice dice)
{
    private static readonly string[] Pool =
    [
        "", "a", "b", "abc", "a*c", "*", "\\", "\"", "é", "e\u0301", "☃", "🙂", "🙂🙃", "\n", "\r\n", "\t",
        "\0", "日本",
        "a b", "if", "x//y", "__entity", "'", "ǅ", "İ", "ß", "SS", "\u007f", "\u2028", "{", "?", "%s",
    ];

    private static readonly string[] Decimals =
    [
        "0.0", "-0.0", "1.0", "1.00", "99.5", "-1.5", "0.0001", "-0.0001", "922337203685477.5807",
        "922337203685477.5808", "-922337203685477.5808", "-922337203685477.5809", "1", "1.", ".1", "1.00000",
        "+1.0", "1,0", " 1.0", "1.0 ", "1e3", "--1.0", "00.10", "9223372036854775808.0", "-0.5", "٣.0",
        "1.-1",
    ];

    private static readonly string[] Addresses =
    [
        "10.0.0.1", "10.0.0.0/8", "10.0.0.1/8", "10.0.0.1/32", "127.0.0.1", "127.255.0.1/8", "127.0.0.1/7",
        "224.0.0.1", "239.255.255.255/4", "224.0.0.0/3", "0.0.0.0/0", "255.255.255.255", "256.0.0.1",
        "01.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.4/33", "1.2.3.4/032", "1.2.3.4/", "1.2.3.4/a", "::", "::1",
        "::1/128", "::1/127", "::/0", "ff00::1", "ff00::/8", "ff00::/7", "fe80::1", "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8/64", "1::2::3", "1:2:3", "12345::", "::ffff:10.0.0.1",
        "::ffff:a00:1", "ABCD::", "abcd::", "::g", "1:2:3:4:5:6:7:8:9", "::1/129", "", " ", "::%1", ":1:",
    ];

    private static readonly string[] Instants =
    [
        "1970-01-01", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "0000-02-29",
        "0000-12-31", "9999-12-31", "2024-13-01", "2024-00-10", "2024-01-00", "2024-04-31", "2024-1-1",
        "1969-12-31T23:59:59.999Z", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T23:59:60Z", "2024-01-01T12:30:00+0130", "2024-01-01T12:30:00-2359",
        "2024-01-01T12:30:00+2400", "2024-01-01T12:30:00.5Z", "2024-01-01T12:30Z", "2024-01-01T12:30:00",
        "2024-01-01 12:30:00Z", "2024-01-01T12:30:00z", "9999-12-31T23:59:59.999-2359",
        "0000-01-01T00:00:00.000+2359", "10000-01-01", "-001-01-01", "2024-01-01T12:30:00.123+01:30", "",
        "2024-01-01Z", "2024-01-01T12:30:00.1234Z", "2024-01-01T12:30:00.12Z", "2024-01-01T12:30:00.+0000",
    ];

    private static readonly string[] Durations =
    [
        "0ms", "1ms", "-1ms", "1s", "1m", "1h", "1d", "-1d", "1d2h3m4s5ms", "-1d2h3m4s5ms", "24h", "90m",
        "5m5ms",
        "9223372036854775807ms", "9223372036854775808ms", "-9223372036854775808ms", "-9223372036854775809ms",
        "106751991167d", "106751991168d", "106751991167d7h12m55s807ms", "106751991167d7h12m55s808ms",
        "-106751991167d7h12m55s808ms", "-106751991167d7h12m55s809ms", "", "-", "1", "1h1d", "1.5h", "+1h",
        "1 h",
        "1D", "00001h", "18446744073709551615ms", "18446744073709551616ms", "ms", "1mms", "1sms", "d", "--1d",
    ];

    public string Any() => dice.Percent(85) ? dice.Of(Pool) :
        string.Concat(dice.Some(3, () => dice.Of(Pool)));

    public string Of(string kind) => dice.Of(kind switch
    {
        "decimal" => Decimals,
        "ipaddr" => Addresses,
        "datetime" => Instants,
        _ => Durations,
    });

    /// <summary>Only texts that can be read, so that entities can be loaded.</summary>
    public string Valid(string kind) => dice.Of(kind switch
    {
        "decimal" => Decimals[..8],
        "ipaddr" => Addresses[..12],
        "datetime" => Instants[..2],
        _ => Durations[..12],
    });

    /// <summary>A text in quotes, each character plain or as one of its escapes.</summary>
    public string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(Written(rune));
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A pattern in quotes; sometimes made from the text that it will be held against.</summary>
    public string Pattern()
    {
        StringBuilder pattern = new("\"");
        foreach (var piece in dice.Some(4, Any))
        {
            foreach (var rune in piece.EnumerateRunes())
            {
                pattern.Append(rune.Value == '*' && dice.Percent(50) ? "\\*" : Written(rune));
            }

            pattern.Append(dice.Of("*", "", "**", "\\*", dice.Percent(10) ? "\\x2a" : "*"));
        }

        return pattern.Append('"').ToString();
    }

    private string Written(Rune rune) => rune.Value switch
    {
        '"' => dice.Of("\\\"", "\\u{22}"),
        '\\' => "\\\\",
        '\n' => dice.Of("\\n", "\n"),
        '\r' => "\\r",
        '\0' => "\\0",
        '\t' => dice.Of("\\t", "\t"),
        '\'' => dice.Of("'", "\\'"),
        var value when dice.Percent(4) => $"\\u{{{value:x}}}",
        var value when value < 128 && dice.Percent(3) => $"\\x{value:x2}",
        _ => rune.ToString(),
    };
}
