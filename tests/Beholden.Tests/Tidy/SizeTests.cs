namespace Beholden.Tests.Tidy;

/// <summary>Rule: function at most 60 lines, file at most 400, line at most 110 columns.</summary>
public sealed class SizeTests
{
    private const int LineColumnsMax = 110;
    private const int FunctionLinesMax = 60;
    private const int FileLinesMax = 400;

    [Fact]
    public void No_line_of_code_is_longer_than_110_columns() =>
        Findings.RequireNone(Tree.Code.SelectMany(LongLines));

    [Fact]
    public void No_function_is_longer_than_60_lines() =>
        Findings.RequireNone(Tree.Code.SelectMany(LongFunctions));

    [Fact]
    public void No_file_of_code_is_longer_than_400_lines() =>
        Findings.RequireNone(Tree.Code.SelectMany(LongFiles));

    [Fact]
    public void A_line_of_111_columns_is_caught()
    {
        Assert.Empty(LongLines(new("a.cs", new('x', 110))));
        Assert.Equal(["a.cs:2: 111 columns"], LongLines(new("a.cs", "\n" + new string('x', 111))));
    }

    [Fact]
    public void A_file_of_401_lines_is_caught()
    {
        Assert.Empty(LongFiles(new("a.sql", new('\n', 400))));
        Assert.Single(LongFiles(new("a.sql", new string('\n', 400) + "x")));
    }

    [Fact]
    public void A_generated_file_is_exempt() =>
        Assert.False(new SourceFile("a.g.cs", new('x', 500)).IsCode);

    [Theory]
    [InlineData("class A\n{\n    void B()\n    {\n<>    }\n}\n", 3, 3)]
    [InlineData("class A\n{\n    int B() => C(\n<>        1);\n}\n", 3, 2)]
    [InlineData("class A\n{\n    [Fact]\n    [Data(\"{\", 1)]\n    void B()\n    {\n<>    }\n}\n", 5, 3)]
    [InlineData("record A(int B)\n{\n    int C\n    {\n      get\n      {\n<>      }\n    }\n}\n", 3, 6)]
    [InlineData("void A()\n{\n<>}\n", 1, 3)]
    [InlineData("class A\n{\n    void B<T>() where T : class\n    {\n<>    }\n\n    int c;\n}\n", 3, 3)]
    public void A_function_of_61_lines_is_caught_in_csharp(string code, int line, int linesOfItsOwn)
    {
        var allowed = Filled(code, 60 - linesOfItsOwn, "        Call(\"}\"); // }\n");
        var tooLong = Filled(code, 61 - linesOfItsOwn, "        Call('}', $\"{{{x[\"}\"]}\"); /* } */\n");

        Assert.Empty(LongFunctions(new("a.cs", allowed)));
        Assert.Equal([$"a.cs:{line}: a function of 61 lines"], LongFunctions(new("a.cs", tooLong)));
    }

    [Theory]
    [InlineData("a.sh", "f() {\n<>}\n")]
    [InlineData("a.mjs", "export async function f(a) {\n<>}\n")]
    [InlineData("a.mjs", "const f = async (a) => {\n<>};\n")]
    [InlineData("a.py", "def f(\n    a,\n):\n<>\n\ng()\n")]
    public void A_function_of_61_lines_is_caught_in_scripts(string path, string code)
    {
        var own = path == "a.py" ? 3 : 2;
        Assert.Empty(LongFunctions(new(path, Filled(code, 60 - own, "    g()\n"))));
        Assert.Single(LongFunctions(new(path, Filled(code, 61 - own, "    g()\n"))));
    }

    [Theory]
    [InlineData("class A\n{\n    private static readonly int[] B =\n    [\n<>    ];\n}\n")]
    [InlineData("class A\n{\n    private readonly string b = \"\"\"\n<>    \"\"\";\n}\n")]
    public void A_table_is_no_function(string code) =>
        Assert.Empty(LongFunctions(new("a.cs", Filled(code, 80, "        1,\n"))));

    private static string Filled(string code, int count, string line) =>
        code.Replace("<>", string.Concat(Enumerable.Repeat(line, count)), StringComparison.Ordinal);

    private static IEnumerable<string> LongLines(SourceFile file) => file.Lines
        .Select((text, i) => (Columns: text.Length, Line: i + 1))
        .Where(l => l.Columns > LineColumnsMax)
        .Select(l => $"{file.Path}:{l.Line}: {l.Columns} columns");

    private static IEnumerable<string> LongFunctions(SourceFile file) => Functions.In(file)
        .Where(f => f.Lines > FunctionLinesMax)
        .Select(f => $"{file.Path}:{f.Line}: a function of {f.Lines} lines");

    private static IEnumerable<string> LongFiles(SourceFile file) => file.Lines.Count > FileLinesMax
        ? [$"{file.Path}: {file.Lines.Count} lines"]
        : [];
}
