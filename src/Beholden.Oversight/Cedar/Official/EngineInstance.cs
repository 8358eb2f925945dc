using System.Text;
using Wasmtime;

namespace Beholden.Oversight.Cedar.Official;

/// <summary>
/// One run of the engine's code with a memory of its own. Six functions stand in for the JavaScript that the
/// package brings: values cross the border as JSON text, so that no number loses digits.
/// </summary>
internal sealed class EngineInstance : IDisposable
{
    // The engine keeps constants of JavaScript in a table: two kinds of nothing, true and false.
    private const int ConstantsOfTable = 4;

    private readonly object undefined = new();
    private readonly Wasmtime.Store store;
    private readonly Linker linker;
    private readonly Instance instance;

    public EngineInstance(Engine engine, Module module)
    {
        store = new(engine);
        linker = new(engine);
        foreach (var import in module.Imports)
        {
            Bind(import.ModuleName, import.Name);
        }

        instance = linker.Instantiate(store, module);
        instance.GetFunction("__wbindgen_start")?.Invoke();
    }

    private Memory Memory => instance.GetMemory("memory")!;

    /// <summary>Calls one of the package's functions; argument and result are JSON.</summary>
    /// <exception cref="WasmtimeException">The engine stopped, for instance out of stack.</exception>
    public string Call(string function, string argument)
    {
        var call = instance.GetFunction<object?, object?>(function)
            ?? throw new OfficialEngineException($"The official Cedar engine has no function {function}.");
        return call(new Json(argument)) is Json result
            ? result.Text
            : throw new OfficialEngineException($"The official Cedar engine gave no result of {function}.");
    }

    public void Dispose()
    {
        linker.Dispose();
        store.Dispose();
    }

    // The names carry a hash of the build, hence the beginnings.
    private void Bind(string from, string name)
    {
        if (name.StartsWith("__wbg_parse_", StringComparison.Ordinal))
        {
            linker.DefineFunction(from, name, (int at, int length) =>
                (object?)new Json(Memory.ReadString(at, length, Encoding.UTF8)));
        }
        else if (name.StartsWith("__wbg_stringify_", StringComparison.Ordinal))
        {
            linker.DefineFunction(from, name, (object? value) =>
                (object?)(value is Json json ? json.Text : "null"));
        }
        else if (name.Contains("wbindgen_throw", StringComparison.Ordinal))
        {
            linker.DefineFunction(from, name, (int at, int length) => throw new OfficialEngineException(
                "The official Cedar engine refused: " + Memory.ReadString(at, length, Encoding.UTF8)));
        }
        else if (name.Contains("string_get", StringComparison.Ordinal))
        {
            linker.DefineFunction(from, name, (int result, object? value) => Return(result, value as string));
        }
        else if (name.Contains("is_undefined", StringComparison.Ordinal))
        {
            linker.DefineFunction(from, name, (object? value) => ReferenceEquals(value, undefined) ? 1 : 0);
        }
        else if (name == "__wbindgen_init_externref_table")
        {
            linker.DefineFunction(from, name, FillTable);
        }
        else
        {
            throw new OfficialEngineException($"The official Cedar engine wants an unknown function {name}.");
        }
    }

    private void Return(int result, string? text)
    {
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        var at = text is null ? 0 : (int)instance.GetFunction("__wbindgen_malloc")!.Invoke(bytes.Length, 1)!;
        bytes.CopyTo(Memory.GetSpan(at, bytes.Length));
        Memory.WriteInt32(result + sizeof(int), bytes.Length);
        Memory.WriteInt32(result, at);
    }

    private void FillTable()
    {
        var table = instance.GetTable("__wbindgen_externrefs")!;
        var first = (uint)table.Grow(ConstantsOfTable, undefined);
        table.SetElement(0, undefined);
        table.SetElement(first, undefined);
        table.SetElement(first + 1, null);
        table.SetElement(first + 2, (object)true);
        table.SetElement(first + 3, (object)false);
    }

    private sealed class Json(string text)
    {
        public string Text { get; } = text;
    }
}
