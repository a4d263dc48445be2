module Prices
  def self.write(cents)
    format('%.2f EUR', cents / 100.0)
  end
end
