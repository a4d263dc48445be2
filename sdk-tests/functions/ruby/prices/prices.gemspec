# A gem of the shop's own, which its functions have in their bundle.
Gem::Specification.new do |gem|
  gem.name = 'prices'
  gem.version = '1.0.0'
  gem.summary = 'Writes prices.'
  gem.authors = ['Stratus']
  gem.files = ['lib/prices.rb']
end
