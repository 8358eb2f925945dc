namespace Beholden.Store;

/// <summary>What searches did since the folder was opened.</summary>
/// <param name="RowsCompared">Rows whose codes were compared; rows that a mask hides are not.</param>
/// <param name="RowsReread">Rows that were then read from the database and compared in float32.</param>
/// <param name="HiddenRowsCompared">
/// Rows of hidden faces that an index still held and a search got as far as reading again. It stays 0: what
/// is hidden leaves the index before that is answered. They are in no answer all the same.
/// </param>
public sealed record SearchCounts(long RowsCompared, long RowsReread, long HiddenRowsCompared);
