package enum DecodingStream { package static let sampleRates = 1_000...768_000 }
